{{- define "gateway.fullname" -}}
{{ .Release.Name }}-kong
{{- end }}

{{- define "gateway.labels" -}}
app.kubernetes.io/name: kong
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{/* Every Service of the release selects the same pods, the manager's too. */}}
{{- define "gateway.selector" -}}
app.kubernetes.io/name: kong
app.kubernetes.io/component: app
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/*
A listen setting: each of .ports on each of .addresses, "0.0.0.0:8000, [::]:8000, 0.0.0.0:8443 http2 ssl, …", or
"off" where there is no port. A port is a dict of containerPort and parameters; a UDP one is marked as such.
*/}}
{{- define "gateway.listen" -}}
{{- $listen := list -}}
{{- range $port := .ports -}}
  {{- $flags := default list $port.parameters -}}
  {{- if eq "UDP" (default "TCP" $port.protocol) }}{{ $flags = append $flags "udp" }}{{ end -}}
  {{- range $address := $.addresses -}}
    {{- $start := printf "%s:%d" $address (int $port.containerPort) -}}
    {{- $listen = append $listen (prepend (uniq $flags) $start | join " ") -}}
  {{- end -}}
{{- end -}}
{{- $listen | join ", " | default "off" -}}
{{- end }}

{{/* KONG_* variables sorted by name: what the chart works out itself, then .Values.env, which wins. */}}
{{- define "gateway.env" -}}
{{- $proxy := .Values.proxy -}}
{{- $http := list -}}
{{- $maps := list -}}
{{- if $proxy.http.enabled -}}
  {{- $http = append $http $proxy.http -}}
  {{- if $proxy.http.servicePort -}}
    {{- $maps = append $maps (printf "%d:%d" (int $proxy.http.servicePort) (int $proxy.http.containerPort)) -}}
  {{- end -}}
{{- end -}}
{{- if $proxy.tls.enabled -}}
  {{- $flags := append (default list $proxy.tls.parameters) "ssl" -}}
  {{- $http = append $http (dict "containerPort" $proxy.tls.containerPort "parameters" $flags) -}}
  {{- $target := default $proxy.tls.containerPort $proxy.tls.overrideServiceTargetPort -}}
  {{- $maps = append $maps (printf "%d:%d" (int $proxy.tls.servicePort) (int $target)) -}}
{{- end -}}
{{- $stream := list -}}
{{- if $proxy.enabled }}{{ $stream = concat $stream (default list $proxy.stream) }}{{ end -}}
{{- if .Values.udpProxy.enabled }}{{ $stream = concat $stream (default list .Values.udpProxy.stream) }}{{ end -}}
{{- $env := dict
  "KONG_ADMIN_LISTEN" "127.0.0.1:8444 http2 ssl, [::1]:8444 http2 ssl"
  "KONG_STATUS_LISTEN" "0.0.0.0:8100, [::]:8100"
  "KONG_PROXY_LISTEN" (include "gateway.listen" (dict "addresses" $proxy.addresses "ports" $http))
  "KONG_STREAM_LISTEN" (include "gateway.listen" (dict "addresses" $proxy.addresses "ports" $stream))
-}}
{{- if $proxy.enabled }}{{ $_ := set $env "KONG_PORT_MAPS" (join ", " $maps) }}{{ end -}}
{{- range $key, $value := .Values.env -}}
  {{- $_ := set $env (printf "KONG_%s" (upper $key)) $value -}}
{{- end -}}
{{- range $key, $value := .Values.customEnv -}}
  {{- $_ := set $env (upper $key) $value -}}
{{- end -}}
{{- range $name, $value := $env }}
- name: {{ $name }}
  {{- if kindIs "map" $value }}
  {{- toYaml $value | nindent 2 }}
  {{- else }}
  value: {{ $value | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "gateway.streamName" -}}
stream{{ if eq "UDP" (default "TCP" .protocol) }}udp{{ end }}-{{ .containerPort }}
{{- end }}

{{- define "gateway.streamServicePorts" }}
{{- range .stream }}
- name: {{ include "gateway.streamName" . }}
  port: {{ .servicePort }}
  targetPort: {{ .containerPort }}
  protocol: {{ default "TCP" .protocol }}
{{- end }}
{{- end }}

{{- define "gateway.streamContainerPorts" }}
{{- range .stream }}
- name: {{ include "gateway.streamName" . }}
  containerPort: {{ .containerPort }}
  protocol: {{ default "TCP" .protocol }}
{{- end }}
{{- end }}
