package octavia.cloud.local.compute;

/**
 * An amphora in the ledger: the first thing made of it and the last that is removed.
 *
 * @param managementAddress the agent's address
 */
public record StoredInstance(String amphoraId, String managementAddress) {}
