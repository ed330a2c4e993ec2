/** Removes what nobody needs any more. */
@NullMarked
package octavia.control.housekeeping;

import org.jspecify.annotations.NullMarked;
