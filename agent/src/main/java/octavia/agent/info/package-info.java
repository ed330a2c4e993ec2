/** What the agent says of itself and its machine. */
@NullMarked
package octavia.agent.info;

import org.jspecify.annotations.NullMarked;
