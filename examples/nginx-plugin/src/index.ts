import { nginxPlugin } from "./nginx-plugin.js";

export { type NginxOptions, nginxPlugin } from "./nginx-plugin.js";
/** For nginx as Debian installs it. */
export default nginxPlugin();
