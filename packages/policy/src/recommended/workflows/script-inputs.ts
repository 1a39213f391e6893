/**
 * Inputs of well-known actions that are run: a script, a command, an expression of a language. By `owner/repository` and path
 * in small letters, as each action's own documentation describes them.
 */
export const SCRIPT_INPUTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["actions/github-script", ["script"]],
  ["addnab/docker-run-action", ["run", "options"]],
  ["amadevus/pwsh-script", ["script"]],
  ["appleboy/ssh-action", ["script"]],
  ["azure/cli", ["inlinescript"]],
  ["azure/powershell", ["inlinescript"]],
  ["borales/actions-yarn", ["cmd"]],
  ["cardinalby/js-eval-action", ["expression"]],
  ["cypress-io/github-action", ["build", "command", "start", "command-prefix", "install-command"]],
  ["coactions/setup-xvfb", ["run"]],
  ["gabrielbb/xvfb-action", ["run"]],
  ["garygrossgarten/github-action-ssh", ["command"]],
  ["jannekem/run-python-script-action", ["script"]],
  ["mikefarah/yq", ["cmd"]],
  ["nick-fields/retry", ["command", "on_retry_command", "new_command_on_retry"]],
  ["nick-invision/retry", ["command", "on_retry_command", "new_command_on_retry"]],
  ["php-actions/composer", ["command"]],
  ["reactivecircus/android-emulator-runner", ["script", "pre-emulator-launch-script"]],
  ["satackey/action-js-inline", ["script"]],
  ["sergeysova/jq-action", ["cmd"]],
  ["wandalen/wretry.action", ["command", "action", "with"]],
]);
