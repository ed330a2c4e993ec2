# Restarts wait 0, 1, 3, 7, 15, 15... seconds, from the start again after one that lasted.
pause=0
while :; do
  read -r began _ </proc/uptime
  "$@" </dev/null 9>&- &
  wait $! && status=0 || status=$?
  read -r ended _ </proc/uptime
  if [ $((${ended%.*} - ${began%.*})) -ge 30 ]; then
    pause=0
  fi
  echo "amphora: the agent ended with status $status; starting it again in $pause s"
  sleep "$pause" 9>&-
  pause=$((pause < 15 ? pause * 2 + 1 : 15))
done
