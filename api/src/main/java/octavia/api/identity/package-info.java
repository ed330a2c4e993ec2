/** Who calls, and what they may do. */
@NullMarked
package octavia.api.identity;

import org.jspecify.annotations.NullMarked;
