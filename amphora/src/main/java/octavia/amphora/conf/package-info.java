/** The agent's configuration file, as the controller writes it. */
@NullMarked
package octavia.amphora.conf;

import org.jspecify.annotations.NullMarked;
