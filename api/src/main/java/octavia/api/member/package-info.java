/** Members of pools: requests, rules, answers. */
@NullMarked
package octavia.api.member;

import org.jspecify.annotations.NullMarked;
