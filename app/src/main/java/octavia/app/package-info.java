/** The octavia command: reads the command line and the configuration, and wires the rooms. */
@NullMarked
package octavia.app;

import org.jspecify.annotations.NullMarked;
