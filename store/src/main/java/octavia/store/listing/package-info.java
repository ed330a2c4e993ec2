/** Pages of objects: filters, sorting and markers, run in the database. */
@NullMarked
package octavia.store.listing;

import org.jspecify.annotations.NullMarked;
