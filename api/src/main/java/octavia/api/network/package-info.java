/** Names and ids of networks, subnets and ports, for clients that look them up here. */
@NullMarked
package octavia.api.network;

import org.jspecify.annotations.NullMarked;
