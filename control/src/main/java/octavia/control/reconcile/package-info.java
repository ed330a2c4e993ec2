/** The reconciler: takes work orders, has providers carry them out, records what came of it. */
@NullMarked
package octavia.control.reconcile;

import org.jspecify.annotations.NullMarked;
