/** What stands around the API: proxies, browsers and load balancers in front of it. */
@NullMarked
package octavia.api.front;

import org.jspecify.annotations.NullMarked;
