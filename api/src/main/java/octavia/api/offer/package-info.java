/** Flavors and availability zones, and the profiles that say what they mean. */
@NullMarked
package octavia.api.offer;

import org.jspecify.annotations.NullMarked;
