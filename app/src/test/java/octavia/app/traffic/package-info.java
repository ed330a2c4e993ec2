/** What load balancers do to traffic, with the whole program and a real HAProxy. */
@NullMarked
package octavia.app.traffic;

import org.jspecify.annotations.NullMarked;
