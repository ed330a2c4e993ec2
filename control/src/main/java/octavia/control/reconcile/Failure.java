package octavia.control.reconcile;

/**
 * Why a pass did not get to its end.
 *
 * @param step the step that failed or waits
 * @param reason for the tenant
 * @param detail for the operator
 */
record Failure(String step, String reason, String detail) {}
