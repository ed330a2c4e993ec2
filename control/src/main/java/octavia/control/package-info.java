/** What moves reality to what is wanted, and watches that it stays there. */
@NullMarked
package octavia.control;

import org.jspecify.annotations.NullMarked;
