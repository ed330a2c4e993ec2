package octavia.amphora.api;

/**
 * A listener that an amphora carries.
 *
 * @param status ACTIVE, or OFFLINE if its process does not run
 * @param type protocol family, such as HTTP or TCP
 */
public record ListenerStatus(String status, String uuid, String type) {}
