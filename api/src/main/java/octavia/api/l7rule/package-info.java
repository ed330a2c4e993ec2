/** L7 rules: requests, rules, answers. */
@NullMarked
package octavia.api.l7rule;

import org.jspecify.annotations.NullMarked;
