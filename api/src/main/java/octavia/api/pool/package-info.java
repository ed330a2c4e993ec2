/** Pools: requests, rules, answers. */
@NullMarked
package octavia.api.pool;

import org.jspecify.annotations.NullMarked;
