/** Makes images of plans. */
@NullMarked
package octavia.image.build;

import org.jspecify.annotations.NullMarked;
