/** What a provider of load balancers implements, and what it is given. */
@NullMarked
package octavia.provider;

import org.jspecify.annotations.NullMarked;
