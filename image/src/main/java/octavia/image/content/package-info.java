/** The one description of what an image holds, which every builder reads. */
@NullMarked
package octavia.image.content;

import org.jspecify.annotations.NullMarked;
