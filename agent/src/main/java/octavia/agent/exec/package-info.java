/** Child processes, network namespaces and files, as the agent touches them. */
@NullMarked
package octavia.agent.exec;

import org.jspecify.annotations.NullMarked;
