/** HAProxy's configuration for a load balancer: a pure function of its graph. */
@NullMarked
package octavia.amphora.haproxy;

import org.jspecify.annotations.NullMarked;
