/** Interfaces, addresses and routes in HAProxy's namespace. */
@NullMarked
package octavia.agent.network;

import org.jspecify.annotations.NullMarked;
