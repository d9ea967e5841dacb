import { useEffect, useState } from "preact/hooks";
import { formatRoute, parseRoute, type Route } from "./route.ts";

/** The place in the address fragment. Every move is a step in the history, so the browser's back works. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}

export const goTo = (route: Route): void => {
  location.hash = formatRoute(route);
};

/** Names the place anew without a step in the history and without showing another view. */
export const renamePlace = (route: Route): void => history.replaceState(null, "", formatRoute(route));
