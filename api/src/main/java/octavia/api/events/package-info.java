/** The timeline of a load balancer. */
@NullMarked
package octavia.api.events;

import org.jspecify.annotations.NullMarked;
