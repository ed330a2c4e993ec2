/** The commands that make and check an amphora's image. */
@NullMarked
package octavia.app.image;

import org.jspecify.annotations.NullMarked;
