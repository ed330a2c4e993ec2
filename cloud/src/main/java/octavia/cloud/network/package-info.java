/** Networks, subnets and ports that load balancers use. */
@NullMarked
package octavia.cloud.network;

import org.jspecify.annotations.NullMarked;
