/** Lists: filters, order, pages and links. */
@NullMarked
package octavia.api.listing;

import org.jspecify.annotations.NullMarked;
