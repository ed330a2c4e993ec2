/** Who may do what: oslo.policy's rule language, upstream's default rules, policy files. */
@NullMarked
package octavia.api.policy;

import org.jspecify.annotations.NullMarked;
