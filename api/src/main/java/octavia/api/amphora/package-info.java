/** Amphorae, for operators: read-only. */
@NullMarked
package octavia.api.amphora;

import org.jspecify.annotations.NullMarked;
