/** {@code octavia db}: makes, shows, checks and saves the database. */
@NullMarked
package octavia.app.db;

import org.jspecify.annotations.NullMarked;
