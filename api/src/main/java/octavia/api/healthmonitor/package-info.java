/** Health monitors: requests, rules, answers. */
@NullMarked
package octavia.api.healthmonitor;

import org.jspecify.annotations.NullMarked;
