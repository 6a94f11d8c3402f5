import base from "./vite.config.ts"; import { mergeConfig } from "vite";
export default mergeConfig(base as any, { cacheDir:"/tmp/fake/cache", server:{port:1555, fs:{strict:false}}, resolve:{alias:[{find:"@millstream/client/scripted",replacement:"/tmp/fake/scripted.ts"},{find:"@millstream/client",replacement:"/tmp/fake/index.ts"}]}});
