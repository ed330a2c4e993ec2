/** The seams to the outside: an interface each, with its drivers. */
@NullMarked
package octavia.cloud;

import org.jspecify.annotations.NullMarked;
