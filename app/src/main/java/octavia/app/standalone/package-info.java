/** Everything in one process, on embedded defaults. */
@NullMarked
package octavia.app.standalone;

import org.jspecify.annotations.NullMarked;
