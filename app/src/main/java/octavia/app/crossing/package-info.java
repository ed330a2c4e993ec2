/** Stops the program at a point of a test's choice. */
@NullMarked
package octavia.app.crossing;

import org.jspecify.annotations.NullMarked;
