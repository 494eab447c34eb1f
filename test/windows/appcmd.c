/*
 * A double of IIS's appcmd.exe, written from its documentation: pools live in an .ini file beside it, and every argument
 * it is given is appended to appcmd.log, UTF-16, a line each, so that the tests see what Windows made of them.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static WCHAR ini[MAX_PATH], logFile[MAX_PATH];

static void record(int count, WCHAR **arguments) {
  FILE *file = _wfopen(logFile, L"ab");
  for (int i = 1; i < count; i++) {
    fwrite(arguments[i], sizeof(WCHAR), wcslen(arguments[i]), file);
    fwrite(L"\n", sizeof(WCHAR), 1, file);
  }
  fclose(file);
}

static void say(const WCHAR *text) {
  char bytes[4096];
  int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
  fwrite(bytes, 1, length - 1, stdout);
}

int wmain(int count, WCHAR **arguments) {
  WCHAR state[64], autoStart[64], startMode[64], line[1024];
  GetModuleFileNameW(NULL, ini, MAX_PATH);
  wcscpy(wcsrchr(ini, L'\\'), L"\\appcmd.ini");
  wcscpy(logFile, ini);
  wcscpy(wcsrchr(logFile, L'\\'), L"\\appcmd.log");
  record(count, arguments);
  if (count < 4 || wcscmp(arguments[2], L"apppool") != 0) return 87;
  WCHAR *verb = arguments[1], *name = arguments[3];
  GetPrivateProfileStringW(name, L"state", L"", state, 64, ini);
  GetPrivateProfileStringW(name, L"autoStart", L"true", autoStart, 64, ini);
  GetPrivateProfileStringW(name, L"startMode", L"OnDemand", startMode, 64, ini);
  if (state[0] == 0) return 1168;
  if (wcscmp(verb, L"list") == 0) {
    swprintf(line, 1024,
             L"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<appcmd>\r\n    <APPPOOL APPPOOL.NAME=\"%ls\" state=\"%ls\">\r\n"
             L"        <add name=\"%ls\" autoStart=\"%ls\" startMode=\"%ls\"><processModel /></add>\r\n    </APPPOOL>\r\n</appcmd>\r\n",
             name, state, name, autoStart, startMode);
    say(line);
    return 0;
  }
  if (wcscmp(verb, L"stop") == 0) {
    if (wcscmp(state, L"Stopped") == 0) return 1062;
    return WritePrivateProfileStringW(name, L"state", L"Stopped", ini) ? 0 : 5;
  }
  if (wcscmp(verb, L"start") == 0) return WritePrivateProfileStringW(name, L"state", L"Started", ini) ? 0 : 5;
  if (wcscmp(verb, L"set") != 0) return 87;
  for (int i = 4; i < count; i++) {
    WCHAR *colon = wcschr(arguments[i], L':');
    if (arguments[i][0] != L'/' || colon == NULL) return 87;
    *colon = 0;
    if (!WritePrivateProfileStringW(name, arguments[i] + 1, colon + 1, ini)) return 5;
  }
  return 0;
}
