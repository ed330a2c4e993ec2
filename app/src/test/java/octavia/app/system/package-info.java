/**
 * Tests that drive the whole program as a user does: real processes, networks and amphorae. They
 * run where {@code ./octavia test} names the launcher.
 */
@NullMarked
package octavia.app.system;

import org.jspecify.annotations.NullMarked;
