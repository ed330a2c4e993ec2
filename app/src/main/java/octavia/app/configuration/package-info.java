/** octavia.conf on the command line: reading it, checking it, changing it while a service runs. */
@NullMarked
package octavia.app.configuration;

import org.jspecify.annotations.NullMarked;
