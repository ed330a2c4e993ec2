/** HAProxy under the agent: its configuration, its process, what it says of itself. */
@NullMarked
package octavia.agent.haproxy;

import org.jspecify.annotations.NullMarked;
