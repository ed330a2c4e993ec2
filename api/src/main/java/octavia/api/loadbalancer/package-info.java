/** Load balancers: requests, rules, answers. */
@NullMarked
package octavia.api.loadbalancer;

import org.jspecify.annotations.NullMarked;
