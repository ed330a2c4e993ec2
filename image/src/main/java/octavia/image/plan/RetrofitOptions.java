package octavia.image.plan;

import java.util.Optional;

/**
 * What is asked of a retrofit; paths as they were typed.
 *
 * @param output the file that is made
 * @param format of the output; empty is qcow2
 * @param mirror URL of a mirror, or lines of apt's with {@code \n} between
 * @param pocket of Ubuntu's Cloud Archive
 * @param pocketMirror line of apt's for it
 * @param ppa to be added, as {@code OWNER/NAME}
 * @param resize whether the disk may grow
 * @param gigabytes the size of the disk; empty is as much as is needed
 * @param working directory for temporary files; empty is the current one
 * @param log file for what programs say
 * @param force whether an image that is one already is made again
 * @param debug whether every command is shown
 */
public record RetrofitOptions(
    String output,
    Optional<String> format,
    Optional<String> mirror,
    Optional<String> pocket,
    Optional<String> pocketMirror,
    Optional<String> ppa,
    boolean resize,
    Optional<Integer> gigabytes,
    Optional<String> working,
    Optional<String> log,
    boolean force,
    boolean debug) {}
