/** L7 policies: requests, rules, answers. */
@NullMarked
package octavia.api.l7policy;

import org.jspecify.annotations.NullMarked;
