/** Measurements of the program as a user meets it. */
@NullMarked
package octavia.app.bench;

import org.jspecify.annotations.NullMarked;
