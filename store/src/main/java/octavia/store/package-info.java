/** The database: connections, transactions and schema. */
@NullMarked
package octavia.store;

import org.jspecify.annotations.NullMarked;
