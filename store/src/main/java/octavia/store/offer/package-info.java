/** What operators offer to choose from: flavors and availability zones, each with a profile. */
@NullMarked
package octavia.store.offer;

import org.jspecify.annotations.NullMarked;
