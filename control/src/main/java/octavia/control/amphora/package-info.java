/** The provider that carries load balancers on amphorae. */
@NullMarked
package octavia.control.amphora;

import org.jspecify.annotations.NullMarked;
