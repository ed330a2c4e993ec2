/** The program inside an amphora: wiring, configuration, the routes that belong to no feature. */
@NullMarked
package octavia.agent;

import org.jspecify.annotations.NullMarked;
