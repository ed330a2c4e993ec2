/** The tables: making them, finding them, comparing them. */
@NullMarked
package octavia.store.schema;

import org.jspecify.annotations.NullMarked;
