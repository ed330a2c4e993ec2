/** The local cloud: all that a load balancer needs, on this host. */
@NullMarked
package octavia.cloud.local;

import org.jspecify.annotations.NullMarked;
